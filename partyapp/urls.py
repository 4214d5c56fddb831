"""All addresses."""

from django.urls import include, path

handler400 = "admission.views.errors.refused_request"
handler500 = "admission.views.errors.failed"
urlpatterns = [path("", include("admission.urls"))]
