curl --fail-with-body \
  --header "Authorization: Token $EVA_TOKEN" \
  --form image=@selfie.jpg \
  {{ site }}/api/v1/faces/analyze/
